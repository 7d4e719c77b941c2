"""quizserver: serves the built site, grades quizzes on the server and keeps records that can be proved."""
