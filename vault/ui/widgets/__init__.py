"""What pages are put together from. A widget shows what it is given and says what was done to it; it asks nobody.

text         a TextLabel in one of the three sizes
button       PrimaryButton (one a page, filled), OutlinedButton (all others), LinkButton (within small print)
card         a surface with a thin line and round corners
tile         a small square with an icon in it
pill         a state in one word, with its colour
banner       something that wants doing: shape, sentence, button
choice       a big card that is an answer to the page's question
tabs         a few short answers beside each other, one of which holds
zone         where files are dropped or chosen
panel        what stands in a page for a while: progress, a message, a report
key rows     fields for a key of an app, in the groups in which the app shows it
code row     a field for one row of the recovery sheet, with its tick
"""
