# The bot alone: one static program, the certificates and time zones of the base, no shell, no root.
# Tags, not digests: pin both images by digest where you build for production.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY Makefile ./
COPY cmd cmd
COPY config config
COPY internal internal
ARG VERSION=unknown
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH make build VERSION="$VERSION" && mkdir /empty

FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION=unknown
LABEL org.opencontainers.image.title="Pledgewatch" \
      org.opencontainers.image.description="A Slack bot that knows what was promised on children's social care in England" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build /src/bin/bot /bot
# A new volume takes its owner from here.
COPY --from=build --chown=65532:65532 --chmod=0700 /empty /data
ENV PLEDGEWATCH_ADDR=0.0.0.0:8080 \
    PLEDGEWATCH_DATA=/data
VOLUME /data
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/bot", "healthcheck"]
ENTRYPOINT ["/bot"]
CMD ["serve"]
