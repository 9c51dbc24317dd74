"""Facts and plan become the architecture that checks filter over."""
