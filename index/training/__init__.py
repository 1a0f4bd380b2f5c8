"""Train the static encoder that ships with the project: `python -m index.training --data DIR --out DIR`."""
