"""Cloud folders of Linux: the clients' settings, and what is mounted. Linux itself keeps no list of them."""

from __future__ import annotations

from vault.exposure.clients.dropbox import dropbox
from vault.exposure.clients.few_lines import insync, internxt, seafile, synology, yandex
from vault.exposure.clients.found import Reader
from vault.exposure.clients.mounted import mounted
from vault.exposure.clients.nextcloud import nextcloud
from vault.exposure.clients.onedrive import onedrive_linux
from vault.exposure.clients.pcloud import pcloud
from vault.exposure.clients.syncthing import resilio, syncthing

READERS: tuple[Reader, ...] = (
    dropbox, onedrive_linux, nextcloud, syncthing, resilio, pcloud, yandex, synology, seafile, insync, internxt,
    mounted,
)  # fmt: skip
