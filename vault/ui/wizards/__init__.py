"""Wizards: several steps, one question each, that lead to one end.

step     a StepPage: title, explanation, body, and what it offers at its foot (Back, a note, Continue)
frame    the WizardFrame around the steps: the progress line, the title, the row of buttons
"""
