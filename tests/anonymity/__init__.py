"""What an attacker, a dishonest office or a crash can do to the promise: the tests behind docs/threat-model.md."""
