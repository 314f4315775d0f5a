"""Folders of Stanza models: what one must hold, whether it does, and Stanza's official package from the network."""
