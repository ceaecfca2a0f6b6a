"""FreeSpaceViewModel: what could go from the vault, letting it go, and removing one chat for good."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from vault.progress import Progress
from vault.services.browse import Chat
from vault.services.remove_chat import RemovalPlan
from vault.services.services import Services
from vault.services.tidy import Tidied, TidyPlan
from vault.services.vault import OpenedVault
from vault.ui.messages import Words
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import free_space_words
from vault.ui.viewmodels.free_space_words import ChatLine, FreeSpaceWords, RemovalWords
from vault.ui.viewmodels.one_task import OneTask
from vault.ui.viewmodels.progressing import Progressing

LOOKING, FREEING, REMOVING = "Looking what your backups need", "Freeing space", "Removing the chat"


@dataclass(frozen=True, slots=True)
class FreeSpaceState:
    """What the two pages show. `removal` is None while nothing is asked about a chat."""

    told: FreeSpaceWords = field(default_factory=FreeSpaceWords)
    chats: tuple[ChatLine, ...] = field(default=(), repr=False)
    removal: RemovalWords | None = None
    work: Progressing | None = None
    trouble: Words | None = None


class FreeSpaceViewModel(OneTask[FreeSpaceState]):
    """`changed` after every change of `state`; `vault_changed` when something went; `left` when the page is left;
    `asked` when a question about a chat is to be shown, `answered` when it is over; wanted(deed) leads elsewhere."""

    vault_changed = Signal()
    left = Signal()
    asked = Signal()
    wanted = Signal(str)
    answered = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(tasks, FreeSpaceState(), parent)
        self._services = services
        self._vault: OpenedVault | None = None
        self._plan: TidyPlan | None = None
        self._removal: RemovalPlan | None = None
        self._chat = ""

    def show(self, vault: OpenedVault) -> None:
        """Of this vault from now on; nothing is looked at yet."""
        self.close()
        self._vault = vault
        self._show_new(FreeSpaceState())

    def close(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.close()
        self._task = self._plan = self._removal = None

    # -- free space ------------------------------------------------------------------------------------

    def look(self) -> None:
        """See what could go."""
        vault, services = self._vault, self._services
        if vault is None or self._task is not None:
            return

        def plan(progress: Progress) -> tuple[TidyPlan, list[Chat]]:
            return services.tidy.plan(vault, progress), services.browse.chats(vault)

        self._plan = None
        self._show(told=FreeSpaceWords(), removal=None)
        self._run(LOOKING, plan, self._planned)

    def free(self) -> None:
        """Do what is shown."""
        vault, plan, service = self._vault, self._plan, self._services.tidy
        if vault is not None and plan is not None and not plan.is_empty:
            self._plan = None
            self._run(FREEING, lambda progress: service.run(vault, plan, progress), self._freed)

    def help(self) -> None:
        """The button of a message: look again, or what else it promises."""
        trouble = self.state.trouble
        if trouble is not None and trouble.deed not in ("retry", "close"):
            self.leave()
            self.wanted.emit(trouble.deed)
            return
        self._show(trouble=None)
        (self.ask if self.state.removal is not None or self._chat else self.look)()

    def leave(self) -> None:
        """Back to where the person came from."""
        self.close()
        self._chat = ""
        self._show_new(FreeSpaceState())
        self.left.emit()

    def _planned(self, found: tuple[TidyPlan, list[Chat]]) -> None:
        plan, chats = found
        self._plan = plan
        self._show(told=free_space_words.plan_words(plan), chats=free_space_words.chat_lines(chats))

    def _freed(self, done: Tidied) -> None:
        self._show(told=free_space_words.done_words(done))
        self.vault_changed.emit()

    # -- one chat --------------------------------------------------------------------------------------

    def ask_about(self, chat: str) -> None:
        """See what would go with this chat, and ask."""
        if self._vault is not None and self._task is None:
            self._chat = chat
            self._show(removal=RemovalWords(), trouble=None)
            self.asked.emit()
            self.ask()

    def ask(self, *, with_shared: bool = False) -> None:
        """The same again; `with_shared`: exports that hold other chats may go, too."""
        vault, chat, service = self._vault, self._chat, self._services.remove_chat
        if vault is not None and self._task is None:
            self._removal = None

            def plan(progress: Progress) -> RemovalPlan:
                return service.plan(vault, chat, progress, with_shared=with_shared)

            self._run(LOOKING, plan, self._removal_planned)

    def keep(self) -> None:
        """Do not remove it."""
        self.close()
        self._chat = ""
        self._show(removal=None, work=None, trouble=None)
        self.answered.emit()

    def remove(self) -> None:
        """Remove it, as it is shown."""
        vault, plan, service = self._vault, self._removal, self._services.remove_chat
        if vault is not None and plan is not None and plan.going:
            self._removal = None
            self._run(REMOVING, lambda progress: service.run(vault, plan, progress), self._removed)

    def _removal_planned(self, plan: RemovalPlan) -> None:
        self._removal = plan
        self._show(removal=free_space_words.removal_words(plan))

    def _removed(self, done: Tidied) -> None:
        gone = self._chat
        self._chat, self._plan = "", None
        chats = tuple(chat for chat in self.state.chats if chat.id != gone)
        self._show(removal=None, told=free_space_words.done_words(done), chats=chats)
        self.vault_changed.emit()
        self.answered.emit()

    def _cancelled(self) -> None:
        """What went until then is gone; the vault is whole."""
        self._ended()
        self.vault_changed.emit()
        (self.keep if self.state.removal is not None else self.leave)()
