"""Microsoft Project's XML format (MSPDI): https://schemas.microsoft.com/project, element by element in
"Project XML Data Interchange Schema" of the Microsoft Project SDK."""

from pilothouse.interchange.mspdi.reader import read_mspdi

__all__ = ["read_mspdi"]
