"""What Windows locks for its user, opened by Windows: CryptUnprotectData. Import this module on Windows only."""

from __future__ import annotations

import ctypes
import sys

_NO_DIALOG = 1  # CRYPTPROTECT_UI_FORBIDDEN

if sys.platform == "win32":

    class _Blob(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ulong), ("data", ctypes.POINTER(ctypes.c_char)))

    def unprotect(sealed: bytes) -> bytes:
        """The bytes inside. Raises OSError where they are another user's or another computer's."""
        buffer = ctypes.create_string_buffer(sealed, len(sealed))
        given, opened = _Blob(len(sealed), buffer), _Blob()
        arguments = (ctypes.byref(given), None, None, None, None, _NO_DIALOG, ctypes.byref(opened))
        if not ctypes.windll.crypt32.CryptUnprotectData(*arguments):
            raise ctypes.WinError()
        try:
            return ctypes.string_at(opened.data, opened.length)
        finally:
            ctypes.windll.kernel32.LocalFree(opened.data)

else:

    def unprotect(sealed: bytes) -> bytes:
        """There is no such thing here. Raises OSError."""
        raise OSError("not Windows")
