import { shellQuote } from '../../../../host/shell-quote.ts';
import type { Check } from '../finding.ts';
import { oneLine } from '../text.ts';

const there: Check = {
  name: 'node image',
  look: ({ image, nodeImages }, wanted) => {
    const here = nodeImages?.length ? `here there are ${nodeImages.join(', ')}` : null;
    if (wanted.image === null) {
      if (nodeImages === null || here) return null;
      return {
        severity: 'note',
        code: 'E_IMAGE',
        message: "kind's default node image will be pulled",
        why: 'this machine has no kindest/node; it is some 350 MB',
        mend: 'without a network: docker load --input NODE-IMAGE.tar, and --kind-image with its name',
      };
    }
    if (!image || image.there) return null;
    const pull = shellQuote(['docker', 'pull', wanted.image]);
    return {
      severity: image.named ? 'note' : 'fatal',
      code: 'E_IMAGE',
      message: oneLine(
        image.named
          ? `the node image ${wanted.image} is not here and will be pulled`
          : `"${wanted.image}" is no name of an image`,
      ),
      why: oneLine(here ?? image.why, 500),
      mend: image.named ? `${pull}, or: docker load --input NODE-IMAGE.tar` : 'docker image ls',
    };
  },
};

const kindOfImage: Check = {
  name: 'node image',
  look: ({ image, docker }, wanted) => {
    if (!image?.there || wanted.image === null) return null;
    const inspect = ['docker', 'image', 'inspect', wanted.image];
    const warn = (message: string, why: string) =>
      ({
        severity: 'warning',
        code: 'E_IMAGE',
        message: oneLine(message),
        why,
        mend: shellQuote(inspect),
      }) as const;
    if (!image.bootsNodes) {
      return warn(
        `${wanted.image} does not look like a node image`,
        "its entry point is not that of kind's images; kind would wait for systemd for half a minute",
      );
    }
    const daemon = docker.info?.architecture;
    if (!daemon || !image.architecture || image.architecture === daemon) return null;
    return warn(
      `${wanted.image} is made for ${image.architecture}, the Docker daemon's machine is ${daemon}`,
      'it runs in emulation, or not at all; BPF programs do not',
    );
  },
};

export const IMAGE_CHECKS: readonly Check[] = [there, kindOfImage];
