"""What a helpdesk has recorded, as complaints without personal data.

A file of an inbox goes through `spreadsheet.read_file`, a ticket system through the module of its kind; both give an
`Import`. Whatever a reporter told of itself passes `protect` before it leaves this room.
"""
