"""Slack: the export of a workspace, one file for each channel and day, and slackdump's two forms."""
