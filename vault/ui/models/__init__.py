"""Item models: lists over immutable tuples. Each row can be seen and heard.

row     one dataclass of such a list, with every word made already: the model and the delegate only hand it on
"""
