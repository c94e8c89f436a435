# The service, its workers and its commands; docs/container.md tells how to run them.
#   docker build -t hypertangent .                      computes on the CPU
#   docker build -t hypertangent:gpu --target gpu .     with TensorFlow and CUDA

FROM docker.io/library/node:24-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY openapi openapi
COPY scripts scripts
COPY src src
RUN npm run build

# Without the packages of GPUs; half of what is left are source maps, types and tests, which nobody loads.
FROM packages AS modules
RUN npm uninstall --no-save --omit=dev @tensorflow/tfjs-node-gpu @tensorflow/tfjs-backend-webgpu webgpu \
  && find node_modules -type f '(' -name '*.map' -o -name '*.ts' -o -name '*_test.js' ')' -delete

# TENSORFLOW has the options of scripts/setup-tensorflow: none takes the library without CUDA.
FROM build AS modules-gpu
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 python3-pip
ARG TENSORFLOW=--gpu
RUN scripts/setup-tensorflow ${TENSORFLOW} \
  && npm uninstall --no-save --omit=dev @tensorflow/tfjs-backend-webgpu webgpu \
  && rm -r node_modules/@tensorflow/tfjs-node-gpu/deps/include node_modules/@tensorflow/tfjs-node-gpu/build \
  && find node_modules -type f '(' -name '*.map' -o -name '*.ts' -o -name '*_test.js' ')' -delete

FROM docker.io/library/debian:trixie-slim AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends libopenblas0-pthread && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 1000 --no-create-home --home-dir /tmp hypertangent && install -d -o 1000 -g 1000 /data
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 HYPERTANGENT_DATA_DIR=/data
WORKDIR /app
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]

FROM runtime AS gpu
ENV HYPERTANGENT_LINALG=tensorflow NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=modules-gpu /app/node_modules node_modules
COPY package.json ./
COPY openapi/openapi.json openapi/openapi.json
COPY --from=build /app/dist dist

FROM runtime AS cpu
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY openapi/openapi.json openapi/openapi.json
COPY --from=build /app/dist dist
