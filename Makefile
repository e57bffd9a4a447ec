# Two commands: `make run` and `make test`. Everything happens in this folder: .venv/ and var/ (or FORA_VAR).
# site/run.py does the work before there is a .venv; it needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest
# A file's tests stay together, because some files drive servers of their own (more in tests/services/sharing.py).
PARALLEL := -n 2 --dist loadfile
# Where a third of the time is waiting for servers.
PARALLEL_WAITING := -n 3 --dist loadfile
# What says most in a minute: the rooms' rules, actions and querysets, the lower rooms, search and the contracts.
FAST := tests/core tests/thesaurus tests/search/test_analysis.py tests/search/test_query.py tests/search/test_finder.py \
	tests/search/test_work.py tests/config/test_routes.py tests/config/test_contract.py \
	$(wildcard tests/*/test_rules.py tests/*/test_actions.py tests/*/test_querysets.py)
MAKEFLAGS += --no-print-directory
# Containers often ask that nothing compiled be kept. Then each process compiles two thousand modules again, which takes
# two of the three seconds of its start, and the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

# Of search, what asks no database, or tantivy alone, or starts its own Elasticsearch: the same on both forms.
ON_NO_DATABASE := $(addprefix tests/search/test_, analysis.py query.py snippets.py evaluation.py elasticsearch.py)
# Walks through every address ask the rules, which are the same on both forms, and take longer than all others: they are
# made on the embedded form, and here the one that compares whole pages with and without a secret space.
WALKS := $(addprefix tests/leaks/test_, every_route.py matrix.py spaces.py)
LEAKS := $(filter-out $(WALKS), $(wildcard tests/leaks/test_*.py)) \
	"tests/leaks/test_spaces.py::test_with_and_without_a_sealed_space_all_answers_are_equal[secret]"
# What must hold on both forms: engine contract, leaks, concurrency, migrations, each room's actions, querysets and rules, one
# journey. The embedded form has the whole suite.
SCALED := $(filter-out $(ON_NO_DATABASE), $(wildcard tests/search/test_*.py)) $(LEAKS) tests/core/test_lease.py tests/core/test_turns.py tests/core/test_limits.py \
	tests/core/test_heartbeat.py tests/core/test_audit.py tests/config/test_migrations.py tests/config/test_health.py \
	tests/forum/test_at_once.py tests/forum/test_boards.py $(wildcard tests/*/test_rules.py tests/*/test_actions.py tests/*/test_querysets.py) \
	tests/journeys/test_without_script.py

.DEFAULT_GOAL := help
.PHONY: help run fresh roles code test test-fast test-scaled faults bench check messages pictures demo-documents requirements \
	installed installed-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8080 make run takes another port; FORA_VAR=/path moves the data; FORA_DEBUG=1 shows errors."

run: ## Fora on http://localhost:8000/, with its demo
	@$(PYTHON) site/run.py run

fresh: ## throws the data under var/ away and runs again from the start
	@$(PYTHON) site/run.py fresh

code: installed ## today's code of a demo account for its second factor: make code USER=steward
	@$(VENV)/python manage.py code "$(USER)"

test: installed-dev ## all tests
	@$(PYTEST) $(PARALLEL) --durations=25

test-fast: installed-dev ## the tests that say most in a minute
	@$(PYTEST) $(PARALLEL) -m "not browser and not faults and not slow" $(FAST)

test-scaled: installed-dev ## what must hold on PostgreSQL and Redis too, on servers of the run's own
	@$(VENV)/python -m tests.services.scaled $(PARALLEL_WAITING) -m "not browser" $(SCALED)

faults: installed-dev ## kills, stops and starves real processes for as long as it takes
	@FORA_FAULTS=long $(PYTEST) tests/faults tests/files/test_faults.py tests/run

check: installed-dev ## format, lint, import contract, migrations, translations, deployment, routes, table of roles
	@$(VENV)/python site/check.py

messages: installed-dev ## gathers the texts to translate into locale/, and compiles them
	@$(VENV)/python manage.py messages

roles: installed-dev ## asks every rule about every role, and writes the answers into site/docs/roles.md
	@$(VENV)/python manage.py roles

bench: installed-dev ## tables of how fast Fora is (BENCH=full: on all data sets, an hour the first time)
	@$(VENV)/python -m benchmarks.run

pictures: installed-dev ## pictures of the main pages into var/pictures/
	@$(VENV)/python tests/pictures.py

demo-documents: installed-dev ## makes the demo's PDF, DOCX and ODT out of site/demo/documents/
	@$(VENV)/python site/demo/make_documents.py

requirements: installed ## compiles requirements*.txt from their .in (UPGRADE=1: to the newest versions)
	@$(PYTHON) site/run.py requirements

installed: ## brings .venv up to date, nothing else (installed-dev: with what tests need)
	@$(PYTHON) site/run.py install

installed-dev:
	@$(PYTHON) site/run.py install-dev
