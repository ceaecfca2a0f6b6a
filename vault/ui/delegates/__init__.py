"""Delegates: each paints one row of a list, in the colours and sizes of the theme."""
