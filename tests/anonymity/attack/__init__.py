"""The attacker's test: a world of staff, the bytes a machine keeps of it, and the strongest linking we could build.

`world` lays out who wrote what and when; `playing` plays it through the program's actions and keeps every byte;
`machine` and `carving` read those bytes as somebody would who holds the disk; `scoring` guesses; `statistics` says
what guessing alone would reach; `plants` are leaks that the same attacker must find.
"""
