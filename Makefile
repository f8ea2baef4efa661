# make demo   tunes the bundled digits example, from nothing to a report
# make test   runs the tests
# make format / make lint

SWIFT ?= swift
SWIFTFLAGS ?=

.PHONY: demo test format lint libyaml

demo: libyaml
	$(SWIFT) package tune run templates/digits/digits.yaml

test: libyaml
	$(SWIFT) test $(SWIFTFLAGS)

format:
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Plugins templates Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Plugins templates Benchmarks

# libyaml's headers, from the system's package manager if they are missing.
libyaml:
	@.ci/install-libyaml
