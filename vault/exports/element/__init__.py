"""Element (Matrix): the JSON export of one room; events are its records, most of them no messages."""
