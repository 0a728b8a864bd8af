import type { OwnObject, Program, SocketProgram } from '../datapaths/program.ts';
import { fieldsOf, maybe, meaning, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import { deviceName, oneLine, placeName } from './field-forms.ts';

/** A BPF object of ours by its name, or one of the user's by its path. */
function objectOf<T extends Program['object'] | SocketProgram['object']>(
  ours: Readonly<Record<Exclude<T, OwnObject>, string>>,
) {
  const error = `${Object.keys(ours).join(', ')}, or the path of a BPF object (NAME.o) from this file`;
  return meaning(
    error,
    z.union([wordsOf<Exclude<T, OwnObject>>(ours), z.templateLiteral([z.string(), '.o'])], {
      error,
    }),
  );
}

export const program = fieldsOf<Program>()({
  namespace: placeName,
  device: deviceName,
  hook: wordsOf<Program['hook']>({
    ingress: 'of tc',
    egress: 'of tc',
    'netkit peer': 'of a netkit primary, for what its peer sends',
    xdp: "in the device's driver",
    'xdp generic': 'in the stack, for drivers that cannot',
  }),
  object: objectOf<Program['object']>({
    redirect: '',
    'redirect-peer': '',
    'bare-peer': '',
    'slow-then-peer': '',
    'service-lb': '',
    encap: '',
    'policy-drop': '',
    'xdp-drop': '',
    'xdp-lb': '',
    'xdp-pass': '',
    'xdp-redirect': '',
  }),
  section: maybe(
    meaning(
      'of an object of your own: the section with its program; without it, that of the hook (tc, xdp) or the only one',
      oneLine,
    ),
  ),
  program: maybe(
    meaning('its function; in an object of your own that is read from there', oneLine),
  ),
});

export const socketProgram = fieldsOf<SocketProgram>()({
  namespace: placeName,
  hooks: z.array(
    wordsOf<SocketProgram['hooks'][number]>({
      ...{ connect4: '', connect6: '' },
      ...{ sendmsg4: '', sendmsg6: '', recvmsg4: '', recvmsg6: '' },
    }),
  ),
  object: objectOf<SocketProgram['object']>({ 'socket-lb': '' }),
});
