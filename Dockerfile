# Two images.
#
#   docker build --target staff --tag cnn-course-staff .       everything, to grade and to write
#   make release
#   docker build --target student --tag cnn-course-student .   what students have, for a JupyterHub
#
# Grading needs user namespaces for the sandbox. Docker allows them with:
#   docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined ...
FROM python:3.13-slim-bookworm AS base
# The newest versions of a tag are wanted: Debian keeps no older ones, so a pinned one stops installing.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 --shell /bin/bash course
ENV PYTHONUNBUFFERED=1

FROM base AS staff
WORKDIR /srv/course
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY --chown=course:course . .
RUN pip install --no-cache-dir --no-build-isolation --no-deps -e engine -e . \
    && chown course:course .
USER 1000
CMD ["course", "--help"]

# It has nothing of the course's staff: it unpacks the bundle that `make release` writes.
FROM base AS student
ARG JUPYTERHUB=5
WORKDIR /srv
COPY dist/cnn-course-student.zip ./
RUN python -m zipfile -e cnn-course-student.zip . && rm cnn-course-student.zip
WORKDIR /srv/cnn-course
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock \
    && pip install --no-cache-dir --no-build-isolation --no-deps -e . \
    && pip install --no-cache-dir "jupyterhub==${JUPYTERHUB}.*"
ENV JUPYTER_DEFAULT_PROVISIONER_NAME=cnn-course
USER 1000
WORKDIR /home/course
# The first start copies the chapters into the student's home, and no start overwrites them.
CMD ["sh", "-c", "mkdir -p work && cp -Rn /srv/cnn-course/release/. work/ && exec jupyterhub-singleuser"]
