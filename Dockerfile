# cni-lab where Node is not wanted, made from a bundle: all but the base image is in it, no network is needed.
#   tar xzf lab.tar.gz
#   docker build --network none -t cni-lab -f Dockerfile .
#   docker run --rm --privileged cni-lab verify
# The base must be what the bundle was made on (its manifest.json, madeOn); install.sh refuses another.
ARG BASE=debian:12-slim
FROM ${BASE}
# mounted, not copied: what is unpacked and installed is all that stays in the image
RUN --mount=type=bind,source=cni-lab-bundle,target=/bundle sh /bundle/install.sh --no-doctor
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/cni-lab"]
CMD ["verify"]
