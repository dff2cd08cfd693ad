"""How bodies are held and move: postures, inverse kinematics, attitudes, walking."""
