"""The pages of the restore wizard, one file each. Every page shows a RestoreState and holds nothing of its own.

have · find · rows · inside · where · running · result
"""
