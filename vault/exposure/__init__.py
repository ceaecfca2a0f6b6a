"""Who can read which copy of a chat on this computer: cloud folders found, copies found, verdicts given.

root        a folder whose content somebody else gets: a cloud folder, a folder shared between devices, a network
            drive. Also the ordinary places (Downloads, Desktop, a stick), whose class is `local` or `removable`
provider    who runs the cloud behind a root, by the name that people know: "Google Drive"
provider class  how bad "readable" is there: the provider can read it; end-to-end (it cannot, but whoever has the
            account's password, a share link or a signed-in device can); peer-to-peer (every paired device can);
            own server (a box at home or at work); local; removable
evidence    the sentence that says how we know, for a root and for a finding: nothing is claimed without one
strength    what a root's evidence is worth, best first: the system's own list, the client's configuration, a marker
            file in the folder, a mount, and last a well-known name (a guess, and worded as one)
verdict     two answers, never one: is it a chat (yes, likely, no), and who can read it (everybody who gets the file,
            the provider too, only you, unknown). Taken from structure, never from the extension or from entropy
finding     one copy with its verdict: a file, a folder, or a set (a phone backup, a borg repository) judged as one
severity    what a person should feel about it: red, amber, grey (we cannot tell, or nothing is asked), green (locked)
placeholder an online-only file: its name lies here, its bytes in the cloud
hydration   what opening a placeholder would do: the client downloads the bytes. We never cause one
not looked  a place or file that we could not or would not look into, with the reason: never called clean
System      the port to the running computer: home, environment, registry, mounts, xattrs, databases of the clients
"""
