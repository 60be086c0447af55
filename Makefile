# Each target first creates or updates the environment if necessary. See README.md.

.PHONY: grade test nightly style notebooks tests engine journeys screens hub kills hostile behind \
    peer-tests lab release site digits packages pictures mutants mistakes bench bench-eaters \
    bench-foreign bench-scale lock
.DELETE_ON_ERROR:

export PATH := $(CURDIR)/.venv/bin:$(PATH)

COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
STUDENTS_LOCK = course/staff/bundle_files/requirements.lock

grade: .venv/installed  ## grade the class in submitted/, or a sample class if there is none
	@test -d submitted || course sample-class --students 8
	@course grade

test: .venv/installed  ## all checks: style, types, notebooks, tests, hostile submissions, a term in browsers
	@$(MAKE) --jobs=3 --output-sync=target style engine journeys
	@$(MAKE) --jobs=2 --output-sync=target hostile behind

# Hostile submissions have short limits, so nothing may delay them. But most of their time they wait
# for a limit, and a process of low priority runs meanwhile.
behind:
	@nice -n 19 $(MAKE) tests notebooks

style: .venv/installed  ## check style, types, and the files that hosts such as GitHub read
	ruff check
	ruff format --check
	mypy
	check-jsonschema --quiet --builtin-schema vendor.github-workflows \
	    .github/workflows/*.yml engine/nbproctor/template/.github/workflows/*.yml
	check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml
	check-jsonschema --quiet --builtin-schema vendor.citation-file-format --default-filetype yaml CITATION.cff
	zizmor --offline --no-progress --quiet --persona=pedantic .github engine/nbproctor/template

notebooks: .venv/installed  ## run the notebooks of source/ and compare, grade and check them
	course validate
	pytest --nbval-lax --numprocesses auto --dist loadfile source/

tests: .venv/installed  ## run all tests except journeys and hostile submissions
	pytest --numprocesses auto --dist loadfile --no-loadscope-reorder \
	    --ignore=tests/hostile --ignore=tests/journeys

engine: .venv/installed  ## run the engine's tests, with its own settings; they need nothing of the course
	cd engine && pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# These two run in their own processes: a browser's event loop interferes with the kernels', and
# pytest cannot send the names of hostile students between processes.
journeys: .venv/installed  ## play a term in browsers, with JupyterLab and formgrader
	pytest tests/journeys

screens: .venv/installed  ## keep all screens of a student's day in build/screens/, wide and narrow, light and dark
	pytest -m "nightly or not nightly" tests/journeys/test_day.py tests/journeys/test_term.py

hub: .venv/installed  ## follow docs/hub.md, and play a chapter on the JupyterHub that it sets up; needs root
	pytest -m "nightly or not nightly" tests/journeys/test_hub.py

kills: .venv/installed  ## kill each kind of process of a class run; KILLS=10 kills fewer than 60
	cd engine && pytest -m nightly -s -q -k falsify tests/class_run/test_killed.py

hostile: .venv/installed  ## grade every hostile submission with course grade and nbgrader autograde
	pytest tests/hostile

lab: .venv/installed  ## open JupyterLab on your own copies of the chapters, in work/
	@mkdir -p work && cp -Rn release/. work/
	@cd work && JUPYTER_DEFAULT_PROVISIONER_NAME=cnn-course \
	    jupyter lab --ServerApp.jpserver_extensions="{'nbproctor.kernels.lab': True}"

release: .venv/installed  ## write the students' notebooks in release/ from source/
	@course release

pictures: .venv/installed  ## draw the pictures of README.md in docs/pictures/
	@python docs/pictures/draw.py

packages: .venv/installed  ## build both packages in build/packages/ and check them
	@rm -rf build/packages
	uv build --quiet --no-build-isolation --out-dir build/packages engine
	uv build --quiet --no-build-isolation --out-dir build/packages .
	twine check --strict build/packages/*.whl build/packages/*.tar.gz

site: .venv/installed  ## build the website in build/site/: chapters, guides, the engine's documentation
	@python docs/site/build_site.py

digits: .venv/installed  ## train the chapter's two networks again, and write their weights in course/digits/
	@python -m course.digits.make

nightly: .venv/installed  ## run long tests: kills, a PostgreSQL term, the guide for authors
	cd engine && pytest -m nightly
	pytest -m nightly tests
	NIGHTLY=1 $(MAKE) hostile

peer-tests: .venv/installed  ## run nbgrader's own tests with the engine's configuration
	cd engine && pytest -m "nightly or not nightly" tests/peer

mutants: .venv/installed  ## make small errors in every solution and show whether the checks catch them
	@python tests/mutants.py

mistakes: .venv/installed  ## show how the mistakes of strangers' answers are named today
	@python tests/named_mistakes.py

bench: .venv/installed  ## grade a class with plain nbgrader and with course grade; measure each chapter's cells
	@python tests/bench_class.py
	@python tests/bench_cells.py

bench-foreign: .venv/installed  ## grade a course in nbgrader's usual style, with plain nbgrader and with nbproctor grade
	@cd engine && python tests/bench_foreign.py

bench-scale: .venv/installed  ## grade classes of 200 to 5,000 notebooks, and one class on 1 to 4 workers
	@python tests/bench_scale.py

bench-eaters: .venv/installed  ## grade a class in which some submissions use up all that a grader may use
	@python tests/bench_eaters.py

lock: .venv/installed  ## pin the newest versions that the pyproject.toml files allow
	$(COMPILE) pyproject.toml --extra dev --no-emit-package nbproctor --upgrade --output-file requirements.lock
	$(COMPILE) --group student --constraints requirements.lock --output-file $(STUDENTS_LOCK)
	$(MAKE) --always-make environment.yml

environment.yml: requirements.lock
	@{ echo "# Made from requirements.lock by \`make lock\`: the same versions, for conda."; \
	   echo "name: cnn-course"; echo "channels:"; echo "  - conda-forge"; echo "dependencies:"; \
	   echo "  - python >=3.11,<3.14"; echo "  - pip"; echo "  - pip:"; \
	   sed -n 's/^\([a-z0-9].*==.*\) \\$$/      - \1/p' requirements.lock; echo "      - -e engine"; echo "      - -e ."; } > $@

# Without byte code TensorFlow takes three times as long to import. pip compiles on one core only.
# Some packages contain files for other versions of Python, which fail to compile: `|| true`.
.venv/installed: requirements.lock pyproject.toml engine/pyproject.toml
	@python=$$(for p in python3 python3.13 python3.12 python3.11; do \
	    $$p -c 'import ensurepip, venv, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	    2>/dev/null && echo $$p && break; done); \
	test -n "$$python" || command -v uv >/dev/null || { \
	    echo "error: no Python 3.11 to 3.13 with the modules venv and ensurepip found." \
	    "On Debian and Ubuntu: sudo apt install python3-venv. Where Python is newer, TensorFlow cannot" \
	    "be installed on it yet: install uv, which fetches a Python that fits." >&2; exit 1; }; \
	echo "Making .venv from requirements.lock, once; this takes a few minutes."; \
	if [ -n "$$python" ]; then $$python -m venv .venv; else uv venv --seed --python 3.13 .venv; fi
	@.venv/bin/python -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements.lock
	@.venv/bin/python -m pip install --quiet --no-build-isolation --no-deps -e engine -e .
	@PYTHONWARNINGS=ignore .venv/bin/python -m compileall -qq -j 0 .venv/lib || true
	@.venv/bin/python -m compileall -q course engine/nbproctor grader_tests
	@touch $@
