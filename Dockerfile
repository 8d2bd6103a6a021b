# One image for the three apps and the command lines that prepare a deployment; what runs is the command.

FROM node:24-bookworm-slim AS build
WORKDIR /opt/oceafin
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY .swcrc tsconfig.json ./
COPY apps apps
COPY libs libs
COPY tools tools
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /opt/oceafin
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /opt/oceafin
# Volumes take over the owner of the folder that they are first mounted on.
RUN install -d -o node -g node /var/lib/oceafin/files /var/lib/oceafin/jwks /var/lib/oceafin/state \
    /secrets/postgres /secrets/prepare /secrets/customer /secrets/file /secrets/onboarding
COPY --from=packages /opt/oceafin/node_modules node_modules
COPY --from=build /opt/oceafin/dist dist
COPY package.json package-lock.json ./
COPY docs docs
COPY examples examples
# The user `node`, by number so that a host can tell it isn't root.
USER 1000:1000
CMD ["node", "dist/apps/customer/src/main.js"]
