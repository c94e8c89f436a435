# syntax=docker/dockerfile:1
# The service on a CPU: docker build -t hypertangent . && docker run --rm -p 127.0.0.1:8080:8080 -v hypertangent:/data \
#   -v "$PWD/keys:/keys:ro" -e HYPERTANGENT_KEYS_FILE=/keys/keys.json hypertangent
# It listens to all addresses of its container, so it starts with keys, or with HYPERTANGENT_UNPROTECTED=yes-on-a-trusted-network.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY openapi openapi
# koffi's native part is an optional package and stays; tfjs is not used by the image.
RUN npm run build && npm uninstall --no-save --omit=dev @tensorflow/tfjs-node-gpu

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 HYPERTANGENT_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/openapi/openapi.json openapi/openapi.json
COPY --from=build /app/dist dist
RUN apt-get update && apt-get install --no-install-recommends -y libopenblas0-pthread && rm -rf /var/lib/apt/lists/*
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
