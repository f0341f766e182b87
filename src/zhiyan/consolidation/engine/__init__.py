"""梳理引擎 (consolidation engine): which opinions ask for one thing. Plain data in and out; no database.

`Consolidator` proposes groups, titles, aspects, targets and flags, and learns from answers.
"""

from zhiyan.consolidation.engine.consolidator import Consolidator, Proposal, Why

__all__ = ["Consolidator", "Proposal", "Why"]
