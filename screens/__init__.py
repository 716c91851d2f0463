"""What is shown: a module per page, and in `parts` the widgets that pages share.

Screens draw a plan and propose edits. They know the domain, but neither the store nor the app that holds them.
"""
