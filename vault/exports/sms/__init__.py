"""SMS Backup & Restore (Android): texts, picture messages and calls in XML."""
