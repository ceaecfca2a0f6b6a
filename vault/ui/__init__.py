"""What a person sees. The only package besides app that knows Qt.

view         one page: builds widgets, connects them to a view-model, and redraws from its state. No logic
view-model   the state of one page as a frozen dataclass, its commands, and one signal `changed`. No widgets
model        an item model over an immutable tuple of dataclasses; says every row aloud as well as painting it
delegate     paints one row of such a list
wizard       several steps that lead to one end; each step is a StepPage inside a WizardFrame
token        a colour, a distance or a size that has a name; all of them are in theme.py
words        what is said about an error: headline, what happened, what is unharmed, what to do, one button
register     pages.py: every page there is, with a builder; pictures, tests and the tour walk it
stage        which page is on: the one place that leads from page to page
"""
