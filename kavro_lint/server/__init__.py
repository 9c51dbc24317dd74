"""Long-lived processes: the language server and the server for the Model Context Protocol."""
