"""Against formalism (防止形式主义): what in texts and counts looks like going through the motions.

Pure: texts and parameters in, what was found out, with the places that show it. A person judges; nothing here is a
verdict. Which figures each threshold rests on: `docs/formalism.md`.
"""
