"""What else an office might take, each as a function from texts and a threshold to groups.

None of them is a part of the program; where a package is not installed the reason stands in the table. A threshold is
chosen on the tuning half, for the best B-cubed F1 there, and kept for the others: each stands at its best.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.consolidation.vectors import FAST, FINE

Texts = Mapping[str, str]
Groups = list[list[str]]


@dataclass(frozen=True)
class Peer:
    """A way to group: its name, the function, and the thresholds that are tried."""

    name: str
    groups: Callable[[Texts, float], Groups]
    thresholds: Sequence[float]


def alone(texts: Texts, _threshold: float) -> Groups:
    """Every opinion for itself: the floor."""
    return [[key] for key in texts]


def exact(texts: Texts, _threshold: float) -> Groups:
    """The same words, punctuation and spaces aside."""
    found: dict[str, list[str]] = {}
    for key, text in texts.items():
        found.setdefault(re.sub(r"[\W_]+", "", text) or text, []).append(key)
    return list(found.values())


def minhash(texts: Texts, threshold: float) -> Groups:
    """MinHash over pairs of signs (datasketch): near-copies by Jaccard likeness, linked ones together."""
    from datasketch import MinHash, MinHashLSH

    hashes = {}
    for key, text in texts.items():
        hashes[key] = MinHash(num_perm=128)
        for start in range(max(len(text) - 1, 1)):
            hashes[key].update(text[start : start + 2].encode())
    index = MinHashLSH(threshold=threshold, num_perm=128)
    for key, one in hashes.items():
        index.insert(key, one)
    return linked(texts, [(key, other) for key, one in hashes.items() for other in index.query(one)])


def tfidf(texts: Texts, threshold: float) -> Groups:
    """TF-IDF over jieba's words, agglomerative clustering by average cosine distance (scikit-learn)."""
    import jieba
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer=lambda text: [w for w in jieba.lcut(text) if w.strip()]).fit_transform(
        texts.values()
    )
    found = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - threshold
    ).fit_predict(_safe(rows.toarray()))
    return by_label(texts, found)


def semhash(texts: Texts, threshold: float) -> Groups:
    """SemHash with the fast encoder: its own model would have to be fetched."""
    from semhash import SemHash

    records = [{"id": key, "text": text} for key, text in texts.items()]
    held = SemHash.from_records(records, columns=["text"], model=_Sentences())
    dropped = held.self_deduplicate(threshold=threshold).filtered
    return linked(texts, [(one.record["id"], one.duplicate_of["id"]) for one in dropped])


class _Sentences:
    """The fast encoder as SemHash asks for one."""

    def encode(self, sentences: Sequence[str], **_given: Any) -> NDArray[np.float32]:
        return vectors("fast", tuple(sentences))


def bertopic(texts: Texts, least: float) -> Groups:
    """BERTopic on the fine encoder's vectors (UMAP and HDBSCAN, seeded); what it calls an outlier stands alone."""
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(n_neighbors=5, n_components=5, min_dist=0.0, metric="cosine", random_state=20201231),
        hdbscan_model=HDBSCAN(min_cluster_size=int(least), min_samples=1, metric="euclidean"),
        vectorizer_model=CountVectorizer(analyzer="char", ngram_range=(2, 2)),
    )
    labels, _shares = model.fit_transform(list(texts.values()), vectors("fine", tuple(texts.values())))
    top = max(labels) + 1
    return by_label(texts, [label if label >= 0 else top + row for row, label in enumerate(labels)])


def average_link(kind: str) -> Callable[[Texts, float], Groups]:
    """An encoder's vectors as they come, average linkage by cosine (SciPy)."""

    def groups(texts: Texts, threshold: float) -> Groups:
        from scipy.cluster.hierarchy import fcluster

        return by_label(texts, fcluster(_tree(kind, tuple(texts.values())), 1 - threshold, criterion="distance"))

    return groups


@cache
def _tree(kind: str, texts: tuple[str, ...]) -> NDArray[np.float64]:
    from scipy.cluster.hierarchy import linkage

    return np.asarray(linkage(_safe(vectors(kind, texts)), method="average", metric="cosine"))


@cache
def vectors(kind: str, texts: tuple[str, ...]) -> NDArray[np.float32]:
    """The texts' vectors from the fine or the fast encoder, read once."""
    return (FINE if kind == "fine" else FAST).encode(texts)


def _safe(rows: NDArray[Any]) -> NDArray[Any]:
    """Rows of zeros have no angle: they get a direction of their own."""
    empty = ~rows.any(axis=1)
    extra = np.zeros((len(rows), int(empty.sum())), rows.dtype)
    extra[np.flatnonzero(empty), np.arange(extra.shape[1])] = 1
    return np.concatenate([rows, extra], axis=1)


def by_label(texts: Texts, labels: Sequence[int]) -> Groups:
    """Ids with one label together."""
    found: dict[int, list[str]] = {}
    for key, label in zip(texts, labels, strict=True):
        found.setdefault(int(label), []).append(key)
    return list(found.values())


def linked(texts: Texts, pairs: Sequence[tuple[str, str]]) -> Groups:
    """Ids that are linked, however far around, together."""
    parent = {key: key for key in texts}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for a, b in pairs:
        parent[root(a)] = root(b)
    found: dict[str, list[str]] = {}
    for key in texts:
        found.setdefault(root(key), []).append(key)
    return list(found.values())


def _steps(first: float, last: float, step: float) -> list[float]:
    return [round(first + step * n, 4) for n in range(round((last - first) / step) + 1)]


PEERS = (
    Peer("every opinion alone", alone, (0,)),
    Peer("exact", exact, (0,)),
    Peer("MinHash (datasketch)", minhash, _steps(0.2, 0.9, 0.1)),
    Peer("TF-IDF + agglomerative", tfidf, _steps(0.05, 0.6, 0.05)),
    Peer("SemHash, fast encoder", semhash, _steps(0.3, 0.95, 0.05)),
    Peer("BERTopic, fine encoder", bertopic, (2, 3, 5)),
    Peer("fast encoder, average link", average_link("fast"), _steps(0.3, 0.9, 0.02)),
    Peer("fine encoder, average link", average_link("fine"), _steps(0.8, 0.98, 0.005)),
)
