"""Real brokers, real listeners, and homes whose falls are scripted."""
