"""How good the proposals of consolidation (梳理) are, beside what else an office might take."""
