import * as z from 'zod/mini';

const whole = z.number().check(z.int(), z.positive());
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const text = z.string().check(z.minLength(1));
const fileName = z.string().check(z.regex(/^[\w-]+(\.[\w-]+)*$/)); // names one file in a folder, and no other place

/** What is known of a data set that is not part of the package: where it is published and how its files are recognized. */
export const remoteDataset = z.readonly(
  z.object({
    /** What it is called in messages, and the name of its folder. */
    name: fileName,
    /** Addresses of folders that hold all the files, best first. */
    mirrors: z.readonly(z.array(z.string().check(z.regex(/^https:\/\/.+\/$/))).check(z.minLength(1))),
    files: z.readonly(
      z
        .array(
          z.readonly(
            z.object({
              name: fileName,
              /** Size and hash of the file as it is published, compressed. */
              bytes: whole,
              sha256,
              /** The most it may unpack to, and the hash of that where it is known. */
              unpacked: z.readonly(z.object({ limit: whole, sha256: z.optional(sha256) })),
            }),
          ),
        )
        .check(z.minLength(1)),
    ),
    /** Folders where systems keep a copy, and the package that brings it. */
    systemFolders: z.readonly(z.array(text)),
    systemPackage: z.optional(text),
    classes: z.readonly(z.array(text)),
    origin: text,
    citation: text,
    licence: text,
  }),
);

/** One data set of the manifest. */
export type RemoteDataset = z.infer<typeof remoteDataset>;

/** One published file of a data set. */
export type RemoteFile = RemoteDataset['files'][number];

/** Every data set that is loaded from elsewhere. */
export const manifest = {
  mnist: {
    name: 'mnist',
    mirrors: ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'],
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 9_912_422,
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        unpacked: { limit: 47_040_016, sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' },
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 28_881,
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        unpacked: { limit: 60_008, sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5' },
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 1_648_877,
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        unpacked: { limit: 7_840_016, sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7' },
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 4542,
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        unpacked: { limit: 10_008, sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2' },
      },
    ],
    systemFolders: [],
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    origin: 'Y. LeCun, C. Cortes and C. J. C. Burges, from NIST Special Databases 1 and 3, 1998',
    citation:
      'LeCun, Y., Bottou, L., Bengio, Y. and Haffner, P. (1998). Gradient-based learning applied to document recognition. Proceedings of the IEEE 86(11), 2278-2324. https://doi.org/10.1109/5.726791',
    licence: 'none stated',
  },
  fashionMnist: {
    name: 'fashion-mnist',
    mirrors: ['https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/'],
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 26_421_880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        unpacked: { limit: 47_040_016, sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888' },
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 29_515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        unpacked: { limit: 60_008, sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9' },
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 4_422_102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        unpacked: { limit: 7_840_016, sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b' },
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 5148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
        unpacked: { limit: 10_008, sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34' },
      },
    ],
    systemFolders: ['/usr/share/datasets/fashion-mnist'],
    systemPackage: 'dataset-fashion-mnist',
    classes: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
    origin: 'H. Xiao, K. Rasul and R. Vollgraf, Zalando Research, 2017',
    citation:
      'Xiao, H., Rasul, K. and Vollgraf, R. (2017). Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms. https://arxiv.org/abs/1708.07747',
    licence: 'MIT',
  },
  cifar10: {
    name: 'cifar-10',
    mirrors: ['https://www.cs.toronto.edu/~kriz/'],
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        unpacked: { limit: 190_000_000 }, // six files of 30,730,000 bytes, two small ones and the frame of the archive
      },
    ],
    systemFolders: [],
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    origin: 'A. Krizhevsky, V. Nair and G. Hinton, University of Toronto, 2009, from the 80 million tiny images',
    citation:
      'Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. Technical report, University of Toronto. https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf',
    licence: 'none stated',
  },
} as const satisfies Readonly<Record<string, RemoteDataset>>;
