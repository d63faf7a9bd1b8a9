"""What a helpdesk has recorded, as complaints without personal data.

A file of an inbox goes through `spreadsheet`, a ticket system through `ticket_system`; both give an `Import`.
Whatever a reporter told of itself passes `protect` before it leaves this room.
"""
