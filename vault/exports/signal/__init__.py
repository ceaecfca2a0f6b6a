"""Signal: Android's .backup file, the SignalBackups folder, the plain export, and the desktop program's database.

frame     one record of a backup, sealed by itself; wire is how its fields are packed
mapper    one reading of frames into messages, for the folder and the plain export alike
rows      what the SQL in a .backup and the desktop's database give; the SQL itself is never executed
"""
