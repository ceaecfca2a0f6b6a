"""The pages of the add wizard: what was found, a key, dates and names, the columns of a table."""
