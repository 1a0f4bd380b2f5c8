"""An archive: open it, fill it, search it, ask it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.cross import load_reranker
from index.cut import cut
from index.encode import Encoder, load_encoder
from index.errors import ArchiveError, BaowenError, InputError
from index.read import File, find_files, names, printable, read
from index.records import Records
from index.rerank import shipped_reranker
from index.search import Searcher, Searches, Within, open_searcher
from index.segment import segment
from index.store import Content, Filter, Store, text_digest
from index.types import Article, Hit, Page, PartialDate
from rag.answer import abstain, answer_question, find_evidence, growing
from rag.edits import Edits
from rag.evidence import Evidence, Reader
from rag.followup import Completed, complete
from rag.names import Named, Names, gather, named_in
from rag.phrases import EMPTY_QUESTION, TOO_LONG
from rag.types import Answer, Reason, Turn
from rag.understand import understand

if TYPE_CHECKING:
    from rag.llm import Chat, ChatModel
    from rag.retriever import ArchiveRetriever
    from rag.vectorstore import BaowenEmbeddings

QUESTION_LIMIT = 500  # characters
_DATABASE = "archive.db"
_DERIVED = "search"
_TWICE = "有两个文件都叫“{}”，只取了前一个。请给另一个改名后再添加。"
_TAKEN = "档案里已经有别的文件叫“{}”。请给这个文件改名后再添加。"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read, and why."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What one indexing run added, what it could not, and the sources it added anew or replaced."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What files would add: contents, problems, sources that would be replaced, (file, source) alike."""

    contents: tuple[Content, ...]
    problems: tuple[Problem, ...] = ()
    replaced: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()

    @property
    def reports(self) -> list[Article]:
        """List the reports, without page furniture."""
        return [a for content in self.contents for a in content.articles if a.kind.is_report]


class Archive:
    """A newspaper archive that can be searched and asked; safe to share between threads."""

    def __init__(
        self, store: Store, encoder: Encoder, searcher: Searcher, *, chat: Chat | None = None
    ) -> None:
        """Hold finished parts; use `open`, `from_files` or `from_articles`."""
        self._store, self._searcher, self._encoder = store, searcher, encoder
        self._chat = chat
        self._reader = Reader(_encoder("default"))  # whose word vectors its weights were fitted to
        self._edits = Edits(self)
        self._listing, self._naming = Lock(), Lock()
        self._catalogue: Catalogue | None = None
        self._named: dict[Article, Named] = {}
        self._names: tuple[int, Names] | None = None

    @classmethod
    def open(
        cls,
        directory: str | Path,
        *,
        encoder: str | None = None,
        reranker: str | None = None,
        chat_model: ChatModel | Chat | None = None,
    ) -> Archive:
        """Open an archive directory, with the encoder that its manifest names unless another is given.

        `reranker` names a cross-encoder, or its folder, to order what is found in place of the shipped one.
        `chat_model`, any LangChain chat model or a `rag.llm.Chat`, words the answers; all of it is checked.
        Raise ArchiveError when the archive is missing, damaged or made by another encoder.
        """
        folder = Path(directory)
        if not (folder / _DATABASE).is_file():
            raise ArchiveError(
                f"找不到档案库：{folder}。请先建立：baowen index 文件或目录 --archive {folder}"
            )
        order = load_reranker(reranker) if reranker else shipped_reranker()
        store = Store.open(folder / _DATABASE)
        try:
            loaded = _encoder(_model(encoder) if encoder else store.manifest()["model"])
            searcher = open_searcher(store, loaded, folder=folder / _DERIVED, reranker=order)
            return cls(store, loaded, searcher, chat=_chat(chat_model))
        except BaowenError:
            store.close()
            raise

    @classmethod
    def from_files(
        cls,
        paths: Sequence[str | Path],
        *,
        encoder: str | None = None,
        reranker: str | None = None,
        chat_model: ChatModel | Chat | None = None,
    ) -> Archive:
        """Read files and folders into an archive in memory; raise InputError where one cannot be read."""
        archive = cls._in_memory(encoder, reranker, chat=_chat(chat_model))
        summary = archive.add_files(paths)
        if summary.problems:
            raise InputError(summary.problems[0].message)
        return archive

    @classmethod
    def from_articles(
        cls,
        articles: Iterable[Article],
        *,
        encoder: str | None = None,
        reranker: str | None = None,
        chat_model: ChatModel | Chat | None = None,
    ) -> Archive:
        """Make an archive in memory of articles made by hand."""
        archive = cls._in_memory(encoder, reranker, chat=_chat(chat_model))
        archive.add_articles(list(articles))
        return archive

    @classmethod
    def _in_memory(cls, name: str | None, reranker: str | None, *, chat: Chat | None) -> Archive:
        order = load_reranker(reranker) if reranker else shipped_reranker()
        model = _model(name)
        encoder = _encoder(model)
        store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model=model)
        return cls(store, encoder, open_searcher(store, encoder, reranker=order), chat=chat)

    @property
    def articles(self) -> Iterator[Article]:
        """Iterate the articles, page furniture included (see `Article.kind`)."""
        return self._store.articles()

    def article(self, id: str) -> Article | None:
        """Give the article of this id, or None."""
        return self._store.article(id)

    def holds(self, article: Article) -> bool:
        """Tell whether the archive has this article, with this text."""
        now = self.article(article.id)
        return now is not None and now.text == article.text

    @property
    def coverage(self) -> tuple[PartialDate, PartialDate] | None:
        """Give the first and the last date of publication, or None when no article is dated."""
        return self._store.coverage()

    @property
    def revision(self) -> int:
        """Number of the last change of the articles."""
        return self._store.revision

    @property
    def catalogue(self) -> Catalogue:
        """Give the articles as a list to narrow, sort and count; read once a revision."""
        with self._listing:
            revision = self.revision
            if self._catalogue is None or self._catalogue.revision != revision:
                self._catalogue = Catalogue(self.articles, revision=revision)
            return self._catalogue

    def named(self, article: Article) -> list[str]:
        """List who is named in an article, without waiting for `names`."""
        if self._names is None:
            found = named_in(article)
            return sorted(found.people | found.organisations)
        return self._names[1].within(article.id)

    def names(self) -> Names:
        """Find the people and organisations that the reports name: about a second for 2,000 new articles."""
        with self._naming:
            catalogue = self.catalogue
            if self._names is None or self._names[0] != catalogue.revision:
                reports = [article for article in catalogue.articles if article.kind.is_report]
                self._named = {a: self._named.get(a) or named_in(a) for a in reports}
                self._names = (catalogue.revision, gather(self._named))
            return self._names[1]

    @property
    def sources(self) -> Mapping[str, int]:
        """Count the articles of each source, page furniture included; 0 where none was found or left."""
        counts = self.catalogue.sources
        return {**counts, **{source: 0 for source in self._store.origins() if source not in counts}}

    @property
    def records(self) -> Records:
        """Give what is kept beside the articles: conversations, feedback, evaluation runs."""
        return self._store.records

    @property
    def is_kept(self) -> bool:
        """Tell whether the archive lies on disk, and not in memory alone."""
        return self._store.is_kept

    @property
    def chat(self) -> Chat | None:
        """Give the chat model that words the answers, if there is one."""
        return self._chat

    @property
    def generates(self) -> bool:
        """Tell whether a chat model words the answers."""
        return self._chat is not None

    def add_files(self, paths: Sequence[str | Path], *, progress: Progress | None = None) -> Summary:
        """Read, segment, cut, encode and store files; one that fails is listed and changes nothing.

        A file that is already there is replaced; another one with the same name gets a longer one. Where the
        file of that page is gone (moved), or never was (an upload), the text tells whether it is the same.
        """
        found = find_files([Path(path) for path in paths])
        known = self._store.origins()
        articles: list[Article] = []
        problems: list[Problem] = []
        done: dict[str, bool] = {}
        for path, name in found:
            if progress:
                progress(len(done) + len(problems), len(found), name)
            try:
                pages = read(path, source=name)
                source = self._free_name(path, pages, known)
                articles += self._add_file(path, source, pages)
                done[source] = source in known
                known[source] = str(path.absolute())
            except InputError as error:
                problems.append(Problem(name, str(error)))
        if progress:
            progress(len(found), len(found), "")
        self._searcher.catch_up()
        added, updated = ([name for name, was in done.items() if was is there] for there in (False, True))
        return Summary(tuple(articles), tuple(problems), tuple(added), tuple(updated))

    def _free_name(self, path: Path, pages: Sequence[Page], known: Mapping[str, str]) -> str:
        """Name a file so that it replaces itself, also when it was moved, and nothing else that is there.

        Raise InputError when no such name is left.
        """
        here = str(path.absolute())
        for source, origin in known.items():
            if origin == here:
                return source
        for name in names(path, pages[0].source):
            was = known.get(name)
            if was is None:
                return name
            if not (was and Path(was).exists()) and self._store.page(name) == pages[0].text:
                return name
        raise InputError(_TAKEN.format(pages[0].source))

    def _add_file(self, path: Path, source: str, pages: Sequence[Page]) -> Sequence[Article]:
        named = [replace(page, source=source) for page in pages]
        articles = [article for page in named for article in segment(page)]
        return self._add(named, articles, origin=str(path.absolute()))

    def preview(self, files: Sequence[File], *, progress: Progress | None = None) -> Preview:
        """Read files without adding them: what they hold, what ails them, what they would replace.

        A file whose text is in the archive already, or among the files, is left out and listed under `same`.
        """
        contents: dict[str, Content] = {}
        first: dict[bytes, str] = {}
        problems, repeated = [], []
        for number, file in enumerate(files):
            if progress:
                progress(number, len(files), file.name)
            try:
                content = read_content(file)
            except InputError as error:
                problems.append(Problem(file.name, str(error)))
                continue
            name, digest = content.source, text_digest(content.pages[0].text)
            if digest in first:
                repeated.append((name, first[digest]))
            elif name in contents:
                problems.append(Problem(name, _TWICE.format(name)))
            else:
                first[digest] = name
                contents[name] = content
        held, known = self._held(first, contents), self._store.origins()
        same = (*held.items(), *((name, held.get(other, other)) for name, other in repeated))
        new = tuple(content for name, content in contents.items() if name not in held)
        replaced = tuple(content.source for content in new if content.source in known)
        return Preview(new, tuple(problems), replaced, same)

    def _held(self, first: Mapping[bytes, str], contents: Mapping[str, Content]) -> dict[str, str]:
        """Name for each file the source that has its text, and has it still when the files are added.

        One that lost an article since does not count, or that article could never be added again.
        """
        sources, held = self._store.page_sources(), {}
        for digest, name in first.items():
            told = {article.text for article in contents[name].articles}
            staying = (s for s in sources.get(digest, ()) if s == name or s not in contents)
            whole = (s for s in staying if told <= {article.text for article in self._store.articles(s)})
            if (source := next(whole, None)) is not None:
                held[name] = source
        return held

    def content(self, source: str) -> Content | None:
        """Give all that the archive holds of a source, or None."""
        return self._store.content(source)

    def add_content(self, content: Content) -> None:
        """Store what a file holds, in place of what is known of its source."""
        self._add(content.pages, content.articles, origin=content.origin)

    def remove(self, sources: Sequence[str]) -> None:
        """Remove everything of these sources."""
        self._store.remove(sources)

    def remove_articles(self, ids: Sequence[str]) -> None:
        """Remove single articles."""
        self._store.remove_articles(ids)

    @property
    def edits(self) -> Edits:
        """Give the changes of the archive that can be taken back."""
        return self._edits

    def add_articles(self, articles: Sequence[Article]) -> None:
        """Store articles made by hand, replacing their sources.

        Raise InputError when two share an id, or when a text holds half a character.
        """
        for article in articles:
            _require_text(article)
        replaced = {article.source for article in articles}
        kept = (article for article in self.articles if article.source not in replaced)
        counts = Counter(article.id for article in (*kept, *articles))
        twice = next((name for name, count in counts.items() if count > 1), None)
        if twice is not None:
            raise InputError(f"两篇文章的编号相同：{twice!r}。请给每篇文章一个不同的 id。")
        self._add((), articles)

    def _add(
        self, pages: Sequence[Page], articles: Sequence[Article], *, origin: str = ""
    ) -> Sequence[Article]:
        groups = [(article, cut(article)) for article in articles]
        texts = [passage.text for _, passages in groups for passage in passages]
        self._store.add(pages, groups, self._encoder.encode_passages(texts), origin=origin)
        return articles

    def page_text(self, article: Article) -> str | None:
        """Give the raw text of the page that an article came from, if the archive holds it."""
        return self._store.page(article.source, article.page)

    def page_articles(self, article: Article) -> list[Article]:
        """List everything on the page that an article came from, in page order, page furniture included."""
        return [other for other in self._store.articles(article.source) if other.page == article.page]

    def search(
        self,
        words: str,
        k: int = 10,
        *,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        sources: Sequence[str] = (),
    ) -> list[Hit]:
        """Rank the `k` best passages for words or a question, published in [since, until] as far as known."""
        return self._searcher.search(_clean(words), k, chosen=Filter(since, until, tuple(sources)))

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        generate: bool = True,
        chosen: Filter | None = None,
    ) -> Answer:
        """Answer a question, with the turns before it; raise InputError when it is empty or too long.

        `generate=False` quotes only, where a chat model is set up; `chosen` says which articles are asked.
        """
        *_, answer = self.stream(question, history, generate=generate, chosen=chosen)
        return answer

    def evidence(self, question: str, history: Sequence[Turn] = ()) -> list[Evidence]:
        """Rank the sentences that `ask` chooses from, best first."""
        completed = complete(_clean(question), history)
        return find_evidence(completed, self._searcher, self._reader)[2]

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        generate: bool = True,
        chosen: Filter | None = None,
    ) -> Iterator[Answer]:
        """Yield growing answers; the last one is what `ask` returns. Closing it stops the chat model."""
        cleaned = _clean(question)
        completed = complete(cleaned, history)
        searcher: Searches = Within(self._searcher, chosen) if chosen else self._searcher

        def extract(completed: Completed) -> Answer:
            return answer_question(completed.text, completed, searcher, self._reader, self.coverage)

        if self._chat is None or not generate:
            yield from growing(replace(extract(completed), question=question))
            return
        from rag.generate import Archivist, write  # LangChain is slow to import

        archivist = Archivist(extract, searcher.search, self._silence)
        yield from write(question, completed, history, chat=self._chat, archivist=archivist)

    def _silence(self, answer: Answer) -> Answer:
        """Say that the archive does not say, where a model found nothing in the passages."""
        query = understand(answer.rewritten)
        silent = abstain(query, Reason.FACT_ABSENT, "", answer.hits, self.coverage)
        return replace(silent, question=answer.question, rewritten=answer.rewritten)

    def as_retriever(self, *, k: int = 5) -> ArchiveRetriever:
        """Make a LangChain retriever of the `k` best passages."""
        from rag.retriever import ArchiveRetriever  # LangChain is slow to import, and only this needs it

        return ArchiveRetriever(search=self.search, k=k)

    def as_embeddings(self) -> BaowenEmbeddings:
        """Make LangChain embeddings of the archive's encoder."""
        from rag.vectorstore import BaowenEmbeddings  # LangChain is slow to import, and only this needs it

        return BaowenEmbeddings(encoder=self._encoder)

    def close(self) -> None:
        """Release the database."""
        self._store.close()


def build(
    paths: Sequence[str | Path],
    directory: str | Path,
    *,
    encoder: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Add files to the archive in `directory`, made when it is missing; `encoder` changes the encoder of all.

    Raise InputError when a path does not exist, ArchiveError when the directory holds something else.
    """
    folder = Path(directory)
    find_files([Path(path) for path in paths])  # raises before an empty archive is made for a mistyped path
    exists = (folder / _DATABASE).is_file()
    archive = _reopen(folder, encoder) if exists else _create(folder, encoder)
    try:
        return archive.add_files(paths, progress=progress)
    finally:
        archive.close()


def read_content(file: File) -> Content:
    """Read a file and find its articles; raise InputError when it cannot be read."""
    name = printable(file.name)  # else no page could show it, nor send it back to name the file
    pages = read(file.path, source=name, name=name)
    articles = [article for page in pages for article in segment(page)]
    return Content(name, tuple(pages), tuple(articles))


def _create(folder: Path, encoder: str | None) -> Archive:
    if folder.exists() and (not folder.is_dir() or not all(map(_is_left_over, folder.iterdir()))):
        raise ArchiveError(f"{folder} 已存在且不是报问档案库，没有改动它。请换一个新的目录名。")
    model = _model(encoder)
    loaded = _encoder(model)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"无法建立目录 {folder}（{error.strerror}）。请检查路径和权限后重试。") from error
    store = Store.create(folder / _DATABASE, encoder=loaded.name, dimension=loaded.dimension, model=model)
    searcher = open_searcher(store, loaded, folder=folder / _DERIVED, reranker=shipped_reranker())
    return Archive(store, loaded, searcher)


def _is_left_over(path: Path) -> bool:
    """Tell a database that a crash left unfinished from a file of the user's."""
    return path.name.startswith(f"{_DATABASE}.part")


def _reopen(folder: Path, encoder: str | None) -> Archive:
    """Open an archive to add to it; when another encoder is asked for, encode it anew first."""
    if encoder is not None:
        model = _model(encoder)
        store = Store.open(folder / _DATABASE)
        try:
            loaded = _encoder(model)
            if store.encoder != loaded.name:
                store.recode(loaded.name, loaded.dimension, model=model, encode=loaded.encode_passages)
        finally:
            store.close()
    return Archive.open(folder)


def _model(name: str | None) -> str:
    """Name a model so that it is found again from any working directory."""
    if name is None or name == "default":
        return "default"
    folder = Path(name).expanduser()
    return str(folder.resolve()) if folder.is_dir() else name


@lru_cache(maxsize=2)
def _encoder(model: str) -> Encoder:
    """Load an encoder once a process: archives of a few texts are made by the thousand."""
    return load_encoder(model)


def _chat(model: ChatModel | Chat | None) -> Chat | None:
    if model is None:
        return None
    from rag.llm import as_chat  # LangChain is slow to import, and only a chat model needs it

    return as_chat(model)


def _require_text(article: Article) -> None:
    """Refuse lone surrogates: no file and no database can hold them."""
    heading = (article.id, article.source, article.title, article.subtitle, article.place)
    for text in (*heading, article.text, *article.reporters, *article.correspondents):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"文章 {article.id!r} 里有残缺的字符 {text[error.start]!r}。请修正后再导入。"
            ) from error


def _clean(question: str) -> str:
    """Drop control characters and outer white space; raise InputError when nothing or too much is left."""
    cleaned = " ".join(_CONTROL.sub("", question).split())
    if not any(character.isalnum() for character in cleaned):
        raise InputError(EMPTY_QUESTION)
    if len(cleaned) > QUESTION_LIMIT:
        raise InputError(TOO_LONG.format(length=len(cleaned), limit=QUESTION_LIMIT))
    return cleaned
