// The floor of what starts a Swift program: prints a line, and does nothing else.
print("0.0.0")
