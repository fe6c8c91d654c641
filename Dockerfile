# khaosat in an image that holds the program, root certificates, time zones and nothing else.
#
#   docker build -t khaosat .
#   docker run -p 8080:8080 -v khaosat:/data khaosat        one machine, SQLite in /data
#   docker compose up                                       beside MongoDB, see docker-compose.yml
FROM --platform=$BUILDPLATFORM golang:1.26.8 AS build
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -tags nomsgpack -ldflags "-s -w" -o /out/khaosat ./cmd/khaosat
RUN mkdir -p /out/data /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
ENV ZONEINFO=/zoneinfo.zip
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
COPY LICENSE /LICENSE
COPY --from=build /out/khaosat /khaosat
USER 65532:65532
VOLUME /data
ENV KHAOSAT_ADDR=0.0.0.0:8080
EXPOSE 8080
# There is no shell and no curl in here: the program asks itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/khaosat", "doctor", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/khaosat"]
CMD ["serve", "--data", "/data"]
