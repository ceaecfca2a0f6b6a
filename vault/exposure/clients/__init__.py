"""One file per sync client or family of them: what its own configuration says about the folders that it copies.

client   a program on this computer that keeps folders in step with a cloud, a server or other devices
reader   a function from System to the roots that one source of evidence gives; it yields existing folders only
account  the name that people sign in with, where it stands in the open; never a token, which no reader asks for
"""
