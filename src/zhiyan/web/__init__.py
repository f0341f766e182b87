"""The look: tokens, components and page shells that every surface shares."""
