# docker buildx bake: both images for both architectures, with SBOM and provenance. `docker buildx bake --print` shows what
# would be built. The publish workflow sets REGISTRY and VERSION.
variable "REGISTRY" { default = "pgtune-auto" }
variable "VERSION" { default = "dev" }

group "default" { targets = ["postgres", "pgbouncer"] }

target "common" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  attest    = ["type=sbom", "type=provenance,mode=max"]
  labels = {
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.licenses" = "MIT"
  }
}

target "postgres" {
  inherits   = ["common"]
  dockerfile = "docker/postgres/Dockerfile"
  args       = { EXTENSIONS = "source" }
  tags       = ["${REGISTRY}/postgres:18", "${REGISTRY}/postgres:18-${VERSION}"]
}

target "pgbouncer" {
  inherits   = ["common"]
  dockerfile = "docker/pgbouncer/Dockerfile"
  tags       = ["${REGISTRY}/pgbouncer:1.26.1", "${REGISTRY}/pgbouncer:1.26.1-${VERSION}"]
}
