"""View-models: what a page shows and what can be done on it, without a widget.

state     a frozen dataclass with everything the page shows, in words; replaced, never changed
changed   the one signal: read `state` again
command   a method named after what the person does: back_up, cancel, answer
wanted    a signal that asks the stage for another page
"""
