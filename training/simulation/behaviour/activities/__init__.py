"""What people do at home without falling: each activity begins and ends standing, unless it says otherwise.

Paces vary from hurried to frail, so that speed alone tells a fall from nothing: people flop onto sofas, drop to their
knees to play, do push-ups and lie down in a second.
"""
