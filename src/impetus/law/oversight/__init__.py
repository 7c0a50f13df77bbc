"""Human oversight: confirmations of what goes out, quick confirmations by tool, pausing a tool."""
