# cni-lab where Node is not wanted, made from a bundle: all but the base image is in it, no network is needed.
#   tar xzf lab.tar.gz
#   docker build --network none -t cni-lab -f Dockerfile .
#   docker run --rm --privileged cni-lab verify
# The base must be what the bundle was made on (its manifest.json, madeOn); install.sh refuses another.
ARG BASE=debian:12-slim
FROM ${BASE} AS installed
COPY cni-lab-bundle /bundle
RUN sh /bundle/install.sh --no-doctor && rm -r /bundle

# what is installed, without the layer that the bundle came in; so any builder makes it, not BuildKit alone
FROM scratch
COPY --from=installed / /
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/cni-lab"]
CMD ["verify"]
