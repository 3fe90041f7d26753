# The program alone: Redis runs beside it (compose.yaml) or wherever REDIS_URL says.
FROM node:26-slim

ENV NODE_ENV=production
WORKDIR /app

# First what changes rarely, so that an edited message does not install everything again. Among the optional packages is the Node that
# npm brings along on other machines, which goes since this image has its own; the picture library's binaries are the others, and stay.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --include=optional \
  && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node \
  && npm cache clean --force

COPY LICENSE ./
COPY src ./src
COPY workers ./workers
COPY config ./config
COPY content ./content

# The store: the one thing that must outlive a container.
RUN mkdir /data && chown node:node /data
ENV CAMPAIGN_DATA=/data
VOLUME /data

# Inside a container 127.0.0.1 can be reached by nobody; who may come in is decided where the port is published.
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080

USER node

# Any answer will do: it says that the event loop turns and the pages are served.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/`).then(() => process.exit(0), () => process.exit(1))"]

# Run without a shell, node is process 1 and gets SIGTERM itself: it finishes what it has begun, then ends.
STOPSIGNAL SIGTERM
CMD ["node", "src/cli.ts", "start"]
